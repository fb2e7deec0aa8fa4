export const instanceUrl = process.env.INSTANCE_URL ?? "http://localhost:8081";

/** The token of the user who is signed in; here that of the sandbox's user. It stays on the server. */
export async function accessToken(): Promise<string> {
  const response = await fetch(`${instanceUrl}/sandbox`);
  return (await response.json()).users[0].token;
}
