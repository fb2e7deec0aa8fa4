export default defineEventHandler(async (event) => {
  setHeader(event, "content-type", "text/plain");
  setHeader(event, "cache-control", "no-store");
  return accessToken();
});
