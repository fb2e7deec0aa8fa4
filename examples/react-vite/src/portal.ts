// In your portal: the org's My Domain address, and no `allowedOrigins`.
export const instanceUrl = "http://localhost:8081";
export const allowedOrigins = [instanceUrl];

/** In your portal this asks your backend. The sandbox gives the token of its user to the pages that it admits. */
export async function accessToken(): Promise<string> {
  const response = await fetch(`${instanceUrl}/sandbox`);
  return (await response.json()).users[0].token;
}
