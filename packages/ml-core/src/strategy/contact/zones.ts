const minute = 60_000;
export const day = 86_400_000;
/** Zones change their offset on quarter hours of UTC at the finest (Lord Howe: at half past). */
const slot = 15 * minute;

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** Offset in milliseconds by slot. */
  readonly offsets: Map<number, number>;
}

const zones = new Map<string, Zone | null>();
/** Enough for every slot of a year in one zone; then the memory starts over. */
const maxSlots = 40_000;
/** Names come from files: rubbish must not fill the memory. There are about 600 real ones. */
const maxZones = 2000;

/** Whether the name is one of the time zone database. */
export function isKnownZone(name: string): boolean {
  return zoneNamed(name) !== null;
}

/**
 * What to add to UTC to get the zone's local time, in milliseconds, daylight saving included.
 * @param at milliseconds since 1970 UTC
 * @throws RangeError where the zone is not known (ask `isKnownZone` first)
 */
export function offsetAt(name: string, at: number): number {
  const zone = zoneNamed(name);
  if (zone === null) throw new RangeError(`"${name}" is not a time zone`);
  const index = Math.floor(at / slot);
  const known = zone.offsets.get(index);
  if (known !== undefined) return known;
  if (zone.offsets.size >= maxSlots) zone.offsets.clear();
  const offset = readOffset(zone.format, index * slot);
  zone.offsets.set(index, offset);
  return offset;
}

/** Local time as milliseconds: its quotient by a day is the local date, its remainder the time of day. */
export function localTime(name: string, at: number): number {
  return at + offsetAt(name, at);
}

/** Number of the local date, in days since 1970-01-01. */
export function localDay(name: string, at: number): number {
  return Math.floor(localTime(name, at) / day);
}

/** The first instant at or after `at` on a local date of at least `date`, to the minute. */
export function startOfDay(name: string, date: number, at: number): number {
  // No zone is more than 14 hours ahead of UTC, so the date begins nowhere before this.
  const start = Math.max(at, date * day - 16 * 60 * minute);
  return firstMinute(name, start, date * day - localTime(name, start), (local) => local >= date * day);
}

/**
 * The first instant at or after `at` whose local time of day lies from `opens` to before `closes`.
 * @param opens minutes of the day, less than `closes`
 */
export function nextOpen(name: string, opens: number, closes: number, at: number): number {
  const isOpen = (local: number) => {
    const time = ((local % day) + day) % day;
    return time >= opens * minute && time < closes * minute;
  };
  const local = localTime(name, at);
  if (isOpen(local)) return at;
  const time = ((local % day) + day) % day;
  const wait = opens * minute - time;
  return firstMinute(name, at, wait > 0 ? wait : wait + day, isOpen);
}

/**
 * The first minute from `at` on that `accepts` its local time. `guess` is how long that takes if the offset does
 * not change on the way, at most some two days: clocks change weeks apart. Where it does change, every minute is
 * looked at, because local time jumps either way.
 */
function firstMinute(name: string, at: number, guess: number, accepts: (local: number) => boolean): number {
  const offset = offsetAt(name, at);
  if (guess <= 0 || accepts(at + offset)) return at;
  if (offsetAt(name, at + guess) === offset) return at + guess;
  for (let start = at; ; start = (Math.floor(start / slot) + 1) * slot) {
    const here = offsetAt(name, start);
    if (accepts(start + here)) return start;
    // Inside a slot local time runs evenly, so only a whole local minute can begin what is accepted.
    const end = (Math.floor(start / slot) + 1) * slot;
    for (let t = Math.ceil((start + here) / minute) * minute - here; t < end; t += minute) {
      if (accepts(t + here)) return t;
    }
  }
}

function zoneNamed(name: string): Zone | null {
  const known = zones.get(name);
  if (known !== undefined) return known;
  if (zones.size >= maxZones) zones.clear();
  let zone: Zone | null = null;
  try {
    zone = { format: formatFor(name), offsets: new Map() };
  } catch {
    // Intl names no list of what it accepts; a name that it refuses is a zone that is not known.
  }
  zones.set(name, zone);
  return zone;
}

function formatFor(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
}

function readOffset(format: Intl.DateTimeFormat, at: number): number {
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
  const local = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
  return local - at;
}
