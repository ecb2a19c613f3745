import type { Random } from "./random.ts";

/** A borrower as the generator knows them: what a lender's file says and two latents that it does not. */
export interface Person {
  birthYear: number;
  gender: string;
  employment: number;
  /** When the loans were granted. */
  monthlyIncome: number;
  /** At the snapshot; the same unless a downturn has come between. */
  incomeNow: number;
  dependents: number;
  /** Latent, about standard normal: how well the borrower can pay. */
  ability: number;
  /** Latent, about standard normal: how much the borrower wants to pay. */
  willingness: number;
  name: string;
  phone: string;
  email: string;
  timeZone: string;
}

export const employmentTypes = ["Salaried", "Self-Employed", "Business Owner"] as const;
const employmentShares = [0.58, 0.31, 0.11];
const medianIncome = [4600, 4100, 6400];
const incomeSpread = [0.38, 0.55, 0.65];

const givenNames = (
  "Adaran Belith Corvin Daleia Elowen Farrin Galena Hestor Ilvane Jorim Kaleth Lunara Marek Nerissa Orlan " +
  "Perrin Quilla Rovan Selise Taryn Ulrika Vesper Wendell Xandra Yorick Zelia Amaris Brannoc Cressa Dorian " +
  "Elspet Fenwick Giselda Harlan Isolde Jessamy Kendric Leocadia Merrick Novalie"
).split(" ");
const familyNames = (
  "Ashgrove Bellweather Cordwain Dunmarrow Eastlake Fernhollow Glasswright Hartsong Inglebrook Juniperre " +
  "Kestrelby Larkspur Millrace Nightingdale Oakhurst Pemberlow Quarrion Ravensward Stonebeck Thistlewood " +
  "Umberfield Valebrook Winterbourne Yarrowby Zephyrine Aldermere Briarcote Coldwater Drakeford Elmsworth " +
  "Foxglade Greywick Hollowell Ironside Kingsmere Lanternby Mossgrave Northolt Orchardley Primrowe"
).split(" ");

/** Area codes beside their time zone; with 555-01xx they make numbers that are reserved for fiction. */
const regions: readonly { zone: string; areaCodes: readonly string[] }[] = [
  { zone: "America/New_York", areaCodes: ["202", "212", "305", "404", "617"] },
  { zone: "America/Chicago", areaCodes: ["312", "214", "504", "612"] },
  { zone: "America/Denver", areaCodes: ["303", "505", "801"] },
  { zone: "America/Phoenix", areaCodes: ["480", "602"] },
  { zone: "America/Los_Angeles", areaCodes: ["206", "213", "415", "503"] },
];
const regionShares = [0.42, 0.25, 0.08, 0.05, 0.2];

/** Fills `person` from the stream. `number` makes the e-mail address unique; in `year` the age is 24 to 65. */
export function drawPerson(random: Random, person: Person, number: number, year: number): void {
  const age = 24 + Math.floor(42 * random.uniform() ** 1.15);
  const employment = random.weighted(employmentShares);
  person.birthYear = year - age;
  person.gender = random.chance(0.56) ? "Male" : "Female";
  person.employment = employment;
  person.ability = random.normal();
  person.willingness = 0.25 * person.ability + 0.968 * random.normal();
  const career = 0.25 * Math.min(1, (age - 21) / 20) - 0.15;
  const logIncome = incomeSpread[employment] * (0.75 * random.normal() + 0.5 * person.ability) + career;
  person.monthlyIncome = Math.max(1200, Math.round(medianIncome[employment] * Math.exp(logIncome)));
  person.incomeNow = person.monthlyIncome;
  person.dependents = Math.min(
    5,
    Math.floor(random.between(0, age < 28 ? 1.6 : 4) * random.between(0.5, 1.2)),
  );
  drawContact(random, person, number);
}

function drawContact(random: Random, person: Person, number: number): void {
  const given = random.pick(givenNames);
  const family = random.pick(familyNames);
  const region = regions[random.weighted(regionShares)];
  person.name = `${given} ${family}`;
  person.email = `${given}.${family}.${number}@example.com`.toLowerCase();
  person.phone = `+1-${random.pick(region.areaCodes)}-555-01${String(random.integer(0, 99)).padStart(2, "0")}`;
  person.timeZone = region.zone;
}
