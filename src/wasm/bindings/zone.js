/* The clock of a time zone by its name. The browser knows all zones, and what summer time is where. */

const PARTS = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" };

let format;
let name;

/** Turns to a zone. Tells whether there is one of this name. */
export function settle(timeZone) {
  try {
    if (timeZone !== name) format = new Intl.DateTimeFormat("en-US", { ...PARTS, hourCycle: "h23", timeZone });
    name = timeZone;
    return true;
  } catch {
    return false;
  }
}

/** How many minutes the zone's clock is ahead of UTC at an instant. */
export function offset(at) {
  const [month, day, year, hour, minute, second] = format.format(at).match(/\d+/g);
  return Math.round((Date.UTC(year, month - 1, day, hour, minute, second) - at) / 60_000);
}
