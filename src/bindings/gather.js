/*
 * Reads many records at once. A value that JavaScript reads costs nanoseconds; one that is asked for from the
 * WebAssembly costs ten times that, and a text must be copied. So records are read here, and what crosses is each
 * different value of a column once, and numbers that say where it stands.
 */

/**
 * The values at these paths (`null` for none) of `count` records. Cells count from one, row by row; nought is no value.
 * Nothing, where one of the records is no object. In the first `loose` columns equal numbers may stand several times:
 * to look for one costs more than to read it again.
 */
export function gather(records, from, count, paths, loose) {
  const rows = records.slice(from, from + count);
  const columns = paths.map((path, index) => ({ path, parts: path?.includes(".") ? path.split(".") : [], index }));
  for (const column of columns) Object.assign(column, { known: new Map(), last: undefined, place: 0 });
  const cells = new Uint32Array(rows.length * columns.length);
  const values = [];
  // What is a number stands here, and crosses in one piece.
  const numbers = new Float64Array(cells.length);
  const owners = new Uint32Array(cells.length);
  let filled = 0;
  // Records mostly have the same keys, and to look for a name in other letter case is dear.
  let keys = [];
  let prototype;
  let spellings = new Map();
  let steps = [];
  let cell = 0;
  for (const record of rows) {
    if (typeof record !== "object" || record === null) return undefined;
    const own = Object.keys(record);
    const parent = Object.getPrototypeOf(record);
    if (parent !== prototype || !same(own, keys)) {
      keys = own;
      prototype = parent;
      spellings = new Map();
      steps = route(columns, keys, prototype === null || prototype === Object.prototype);
    }
    for (const { column, name } of steps) {
      let value = name === undefined ? undefined : get(record, name);
      if (value === undefined) value = read(record, column, keys, spellings);
      if (value === undefined) continue;
      if (value !== column.last) {
        const isNumber = typeof value === "number";
        const single = isNumber && column.index < loose;
        let place = single ? undefined : column.known.get(value);
        if (place === undefined) {
          values.push(isNumber ? undefined : value);
          numbers[filled] = isNumber ? value : NaN;
          owners[filled] = column.index;
          filled += 1;
          place = filled;
          if (!single) column.known.set(value, place);
        }
        column.last = value;
        column.place = place;
      }
      cells[cell + column.index] = column.place;
    }
    cell += columns.length;
  }
  return { cells, values, numbers: numbers.subarray(0, filled), columns: owners.subarray(0, filled) };
}

/** Whether two lists of keys are the same. */
function same(some, others) {
  if (some.length !== others.length) return false;
  for (let index = 0; index < some.length; index += 1) if (some[index] !== others[index]) return false;
  return true;
}

/** Which columns records with these keys can have at all, and under which name, where that is plain. */
function route(columns, keys, plain) {
  const named = (path) => keys.find((key) => key === path) ?? keys.find((key) => key.toLowerCase() === path.toLowerCase());
  return columns.flatMap((column) => {
    if (column.path === null) return [];
    // A prototype may have more properties than are listed.
    if (!plain) return [{ column, name: undefined }];
    const name = named(column.path);
    return name !== undefined || (column.parts.length > 0 && named(column.parts[0])) ? [{ column, name }] : [];
  });
}

/** Adds the verdicts that stand at these places. */
export function spread(places, shown, verdicts) {
  for (const place of places) verdicts.push(shown[place]);
}

/**
 * The offers of a sales process, made from what its stages have alike for all records, and the place of each one's
 * verdict.
 */
export function offer(stages, guides, kinds, places, verdicts) {
  const kind = kinds.split(" ");
  // Written out: to spread a part of it takes ten times as long.
  return stages.map(({ value, label, probability, forecastCategory, closed, won }, index) => ({
    value,
    label,
    probability,
    forecastCategory,
    closed,
    won,
    kind: kind[index],
    verdict: verdicts[places[index]],
    keyFields: guides[index].keyFields.slice(),
    guidance: guides[index].guidance,
  }));
}

/** `Account.Name` stands inside of `Account`, or under its whole name. Without a parent it is blank. */
function read(record, { path, parts }, keys, spellings) {
  const whole = member(record, path, keys, spellings);
  if (whole !== undefined || parts.length === 0) return whole;
  let place = member(record, parts[0], keys, spellings);
  for (const part of parts.slice(1)) {
    if (place === null) return null;
    if (typeof place !== "object") return undefined;
    place = member(place, part, Object.keys(place), new Map());
  }
  return place;
}

/** A property by its name, and failing that, by its name in other letter case, as Salesforce reads names. */
function member(object, name, keys, spellings) {
  const value = get(object, name);
  if (value !== undefined) return value;
  let spelling = spellings.get(name);
  if (spelling === undefined) {
    const wanted = name.toLowerCase();
    spelling = keys.find((key) => key.toLowerCase() === wanted) ?? "";
    spellings.set(name, spelling);
  }
  return spelling === "" ? undefined : get(object, spelling);
}

/** What a getter throws counts as no value. */
function get(object, name) {
  try {
    return object[name];
  } catch {
    return undefined;
  }
}
