import { env } from "$env/dynamic/private";

// In your portal: the org's My Domain address, and no `allowedOrigins`.
export const instanceUrl = env.INSTANCE_URL ?? "http://localhost:8081";
export const allowedOrigins = [instanceUrl];

/** The token of the user who is signed in; here that of the sandbox's user. It stays on the server. */
export async function accessToken(): Promise<string> {
  const response = await fetch(`${instanceUrl}/sandbox`);
  return (await response.json()).users[0].token;
}
