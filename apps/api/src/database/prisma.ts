import { PrismaPg } from "@prisma/adapter-pg";
import type pg from "pg";
import { PrismaClient } from "../generated/prisma/client.js";

export type Prisma = PrismaClient;

/** A Prisma client over the pool that everything else uses, so that there is one set of connections. */
export function openPrisma(pool: pg.Pool): Prisma {
  return new PrismaClient({ adapter: new PrismaPg(pool) });
}
