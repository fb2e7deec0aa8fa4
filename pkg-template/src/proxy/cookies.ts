/** Cookies with the prefix `__Host-`: of this host alone, by `https` alone, for every path (RFC 6265bis, 4.1.3.2). */

/** Browsers keep 4,096 bytes of name, value and attributes. */
export const LONGEST = 3_800;

export function readCookie(request: Request, name: string): string | null {
  const all = (request.headers.get("cookie") ?? "").split(";").map((part) => part.trim());
  const found = all.filter((part) => part.startsWith(`${name}=`));
  // Two of one name: another one was planted next to ours.
  return found.length === 1 ? (found[0] as string).slice(name.length + 1) : null;
}

export function cookieNames(request: Request, prefix: string): readonly string[] {
  const all = (request.headers.get("cookie") ?? "").split(";").map((part) => part.trim().split("=")[0] ?? "");
  return all.filter((name) => name.startsWith(prefix));
}

export function writeCookie(name: string, value: string, seconds: number, sameSite: "strict" | "lax" | "none"): string {
  const site = { strict: "Strict", lax: "Lax", none: "None; Partitioned" }[sameSite];
  return `${name}=${value}; Path=/; Max-Age=${seconds}; Secure; HttpOnly; SameSite=${site}`;
}
