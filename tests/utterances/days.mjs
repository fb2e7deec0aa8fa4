// Days as cases name them, and sentences with days in them.

const DAY = 86_400_000;
const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/** Days are UTC midnights here, taken from the local calendar: no daylight saving, no zones. */
export const day = (y, m, d) => new Date(Date.UTC(y, m, d));
export const today = () => {
  const now = new Date();
  return day(now.getFullYear(), now.getMonth(), now.getDate());
};
export const iso = (date) => date.toISOString().slice(0, 10);
const plus = (date, days) => new Date(date.getTime() + days * DAY);
const lastOf = (y, m) => day(y, m + 1, 0);

/**
 * The day that a token means. `close` is the close date of the opportunity that is spoken of.
 * today+N, tomorrow, clear+N (its day is above 12), endOfMonth+N, startOfMonth+N, endOfQuarter+N, endOfYear+N, month+N:D, date:MM-DD, endOf:MM,
 * weekday:NAME+N, close+N, closeMonth+N, YYYY-MM-DD.
 */
export function dayOf(token, close) {
  const now = today();
  const [y, m] = [now.getUTCFullYear(), now.getUTCMonth()];
  if (/^\d{4}-\d\d-\d\d$/u.test(token)) return token;
  const sum = /^([A-Za-z]+)(?::([A-Za-z]+))?([+-]\d+)?(?::(\d+))?$/u.exec(token);
  const n = Number(sum?.[3] ?? 0);
  switch (sum?.[1]) {
    case "today":
      return iso(plus(now, n));
    case "tomorrow":
      return iso(plus(now, 1));
    case "endOfMonth":
      return iso(lastOf(y, m + n));
    case "clear": {
      // A day that cannot be taken for a month.
      const from = plus(now, n);
      return iso(from.getUTCDate() > 12 ? from : day(from.getUTCFullYear(), from.getUTCMonth(), 13));
    }
    case "startOfMonth":
      return iso(day(y, m + n, 1));
    case "endOfQuarter":
      return iso(lastOf(y, Math.floor(m / 3) * 3 + 2 + 3 * n));
    case "startOfQuarter":
      return iso(day(y, Math.floor(m / 3) * 3 + 3 * n, 1));
    case "endOfYear":
      return iso(lastOf(y + n, 11));
    case "startOfYear":
      return iso(day(y + n, 0, 1));
    case "month":
      return iso(day(y, m + n, Number(sum[4] ?? 1)));
    case "weekday": {
      const wanted = WEEKDAYS.indexOf(sum[2]);
      const ahead = (wanted - now.getUTCDay() + 7) % 7 || 7;
      return iso(plus(now, ahead + n));
    }
    case "thisWeekday": {
      // Today counts.
      const wanted = WEEKDAYS.indexOf(sum[2]);
      return iso(plus(now, ((wanted - now.getUTCDay() + 7) % 7) + n));
    }
    case "close":
      if (!close) return "no close date";
      return iso(plus(new Date(`${close}T00:00:00Z`), n));
    case "closeMonth": {
      if (!close) return "no close date";
      const from = new Date(`${close}T00:00:00Z`);
      const last = lastOf(from.getUTCFullYear(), from.getUTCMonth() + n);
      return iso(day(last.getUTCFullYear(), last.getUTCMonth(), Math.min(from.getUTCDate(), last.getUTCDate())));
    }
    default:
  }
  const named = /^date:(\d\d)-(\d\d)$/u.exec(token);
  if (named) {
    const date = day(y, named[1] - 1, Number(named[2]));
    return iso(date < now ? day(y + 1, named[1] - 1, Number(named[2])) : date);
  }
  const end = /^endOf:(\d\d)$/u.exec(token);
  if (end) {
    const date = lastOf(y, end[1] - 1);
    return iso(date < now ? lastOf(y + 1, end[1] - 1) : date);
  }
  throw new Error(`no day: ${token}`);
}

/** `{iso:today+10}` and so on inside a sentence; `{year+1}` is a year. */
export function fill(text, close) {
  return text.replaceAll(/\{(\w+):([^}]+)\}|\{year([+-]\d+)?\}/gu, (_, how, token, years) => {
    if (!how) return String(today().getUTCFullYear() + Number(years ?? 0));
    const [y, m, d] = dayOf(token, close).split("-");
    const long = (lang) =>
      new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone: "UTC" }).format(
        new Date(`${y}-${m}-${d}T00:00:00Z`),
      );
    switch (how) {
      case "iso":
        return `${y}-${m}-${d}`;
      case "us":
        return `${Number(m)}/${Number(d)}/${y}`;
      case "dots":
        return `${Number(d)}.${Number(m)}.${y}`;
      case "slashes":
        return `${d}/${m}/${y}`;
      case "ja":
        return `${y}年${Number(m)}月${Number(d)}日`;
      default:
        return long(how.replace("_", "-"));
    }
  });
}
