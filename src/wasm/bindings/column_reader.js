/*
 * Reads many records at once. A value that JavaScript reads costs nanoseconds; one that is asked for from the
 * WebAssembly costs ten times that, and a text must be copied. So records are read here, and what crosses is each
 * different value of a column once, and numbers that say where it stands.
 */

/**
 * A reader of the values at these paths (`null` for none), of at most so many records at once. In the first `loose`
 * columns equal numbers may stand several times: where most differ, to look for one costs more than to read it again.
 */
export function reader(paths, loose, most) {
  const columns = paths.map((path, index) => ({
    path,
    parts: path?.includes(".") ? path.split(".") : [],
    index,
    loose: index < loose,
    // Other reads may include values that rules read too.
    twin: index < loose ? -1 : paths.slice(0, index).indexOf(path),
    known: new Map(),
    // How many numbers more were new than known.
    fresh: 0,
  }));
  const room = roomFor(most * columns.length);
  return {
    columns: columns.filter(({ path, twin }) => path !== null && twin < 0),
    twins: columns.filter(({ twin }) => twin >= 0),
    width: columns.length,
    shapes: [],
    values: [],
    room,
    cells: room.cells,
    // Numbers cross in one piece.
    numbers: room.numbers,
    owners: room.owners,
    filled: 0,
  };
}

/** Kept for the next reader, as fresh memory costs more than what is done in it. */
let spare;

function roomFor(size) {
  const room = spare;
  // Who is asked for a property may read records as well.
  spare = undefined;
  if (room !== undefined && room.cells.length >= size) return room;
  return { cells: new Uint32Array(size), numbers: new Float64Array(size), owners: new Uint32Array(size) };
}

/** Says that nothing more is read with it. */
export function leave({ room }) {
  spare = room;
}

/**
 * Reads `count` records. Cells are numbered from one, row by row; zero is a missing value. The result is valid until the next call.
 * Returns nothing if a record is not an object.
 */
export function gather(table, records, from, count) {
  const { cells, columns, twins, width } = table;
  const rows = records.slice(from, from + count);
  clear(table, rows.length * width);
  let shape;
  let start = 0;
  for (const record of rows) {
    if (typeof record !== "object" || record === null) return undefined;
    const parent = Object.getPrototypeOf(record);
    if (parent !== shape?.parent || !follow(record, shape, table, start)) {
      shape = shaped(record, parent, table.shapes, columns);
      readEach(record, shape, table, start);
    }
    for (let at = 0; at < twins.length; at += 1) cells[start + twins[at].index] = cells[start + twins[at].twin];
    start += width;
  }
  return {
    cells: cells.subarray(0, start),
    values: table.values,
    numbers: table.numbers.subarray(0, table.filled),
    columns: table.owners.subarray(0, table.filled),
  };
}

/** Forgets the values of the records before. */
function clear(table, count) {
  table.cells.fill(0, 0, count);
  table.values = [];
  table.filled = 0;
  for (const { known } of table.columns) known.clear();
}

/** How many lists of keys are remembered: records without their blank values have several. */
const SHAPES = 16;

/** The layout of records with these keys. A search in another letter case is expensive, so its result is cached. */
function shaped(record, parent, shapes, columns) {
  const keys = Object.keys(record);
  const known = shapes.find((shape) => shape.parent === parent && same(shape.keys, keys));
  if (known !== undefined) return known;
  const steps = route(columns, keys, parent === null || parent === Object.prototype);
  const shape = { parent, keys, steps, wanted: keys.map(() => undefined), others: [], spellings: new Map() };
  for (const step of steps) {
    const at = keys.indexOf(step.name);
    if (at < 0 || shape.wanted[at] !== undefined) shape.others.push(step);
    else shape.wanted[at] = step.column;
  }
  shapes.unshift(shape);
  shapes.length = Math.min(shapes.length, SHAPES);
  return shape;
}

/**
 * Reads a record that is expected to have these keys, and tells whether it has. Nothing is faster than to compare the
 * keys and read the values in one `for … in`.
 */
function follow(record, shape, table, start) {
  const { keys, wanted } = shape;
  let at = 0;
  try {
    for (const key in record) {
      if (key !== keys[at]) return false;
      const column = wanted[at];
      at += 1;
      if (column === undefined) continue;
      const value = record[key];
      put(table, start, column, value === undefined ? read(record, column, shape) : value);
    }
  } catch {
    return false;
  }
  for (const { column, name } of shape.others) put(table, start, column, valueOf(record, column, name, shape));
  return at === keys.length;
}

/** Reads a record value by value. */
function readEach(record, shape, table, start) {
  table.cells.fill(0, start, start + table.width);
  for (const { column, name } of shape.steps) put(table, start, column, valueOf(record, column, name, shape));
}

function valueOf(record, column, name, shape) {
  const value = name === undefined ? undefined : get(record, name);
  return value === undefined ? read(record, column, shape) : value;
}

/** So many new numbers say that a column has too many to look for them. */
const FRESH = 256;

/** Puts a value into a row. */
function put(table, start, column, value) {
  if (value === undefined) return;
  if (typeof value === "number") {
    putNumber(table, start, column, value);
    return;
  }
  let place = column.known.get(value);
  if (place === undefined) {
    table.values.push(value);
    place = add(table, column, NaN);
    column.known.set(value, place);
  }
  table.cells[start + column.index] = place;
}

function putNumber(table, start, column, value) {
  const look = !column.loose || column.fresh < FRESH;
  let place = look ? column.known.get(value) : undefined;
  if (place !== undefined) {
    column.fresh -= 1;
  } else {
    // Here none is infinite, so that what is not a number stands for a value among the others.
    place = add(table, column, Number.isNaN(value) ? Infinity : value);
    column.fresh += 1;
    if (look) column.known.set(value, place);
  }
  table.cells[start + column.index] = place;
}

/** The place of a new value: its number, or NaN for the next one of the values that are none. */
function add(table, column, number) {
  const { filled } = table;
  table.numbers[filled] = number;
  table.owners[filled] = column.index;
  table.filled = filled + 1;
  return filled + 1;
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
    // A prototype may have more properties than are listed.
    if (!plain) return [{ column, name: undefined }];
    const name = named(column.path);
    return name !== undefined || (column.parts.length > 0 && named(column.parts[0])) ? [{ column, name }] : [];
  });
}

/** Adds the verdicts that stand at these places. */
export function spread(places, shown, verdicts) {
  // An iterator over them takes twice as long.
  for (let at = 0; at < places.length; at += 1) verdicts.push(shown[places[at]]);
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
function read(record, { path, parts }, { keys, spellings }) {
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
