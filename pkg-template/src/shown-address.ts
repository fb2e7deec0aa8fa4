/**
 * What a message may repeat of an address, as in `src/rest/instance_url.rs`. Credentials and queries can hold secrets: the
 * address that `sf org open` prints has a session id.
 */
export const shownAddress = (given: string): string => given.replace(/^[^?#]*@|[?#][^]*/g, "…");
