import { accessToken } from "../org";

/** Gives the page the token of the user who is signed in. In your portal, look at the session first. */
export async function GET() {
  return new Response(await accessToken(), { headers: { "cache-control": "no-store" } });
}
