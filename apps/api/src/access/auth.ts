import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { APIError } from "better-auth/api";
import type { Config } from "../config.js";
import type { Prisma } from "../database/prisma.js";

/** Where our server puts the caller's address: better-auth limits attempts per address and trusts no other header. */
export const clientAddressHeader = "x-loan-recovery-client";

/**
 * Sessions for people: httpOnly cookies, kept in the database, so that they end at once when they are deleted.
 * Nobody signs up: admins make users.
 */
export function openAuth(config: Config, prisma: Prisma, secret: string) {
  return betterAuth({
    appName: "Loan Recovery",
    baseURL: config.publicUrl,
    basePath: "/api/auth",
    secret,
    database: prismaAdapter(prisma, { provider: "postgresql" }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 128 },
    user: {
      additionalFields: {
        role: { type: "string", required: true, defaultValue: "AGENT", input: false },
        disabled: { type: "boolean", required: true, defaultValue: false, input: false },
      },
      changeEmail: { enabled: false },
      deleteUser: { enabled: false },
    },
    session: { expiresIn: 7 * 24 * 3600, updateAge: 24 * 3600, cookieCache: { enabled: false } },
    rateLimit: {
      enabled: true,
      storage: "database",
      window: 60,
      max: 300,
      // An office may come through one address. With passwords of 12 characters, 30 guesses a minute lead nowhere.
      customRules: { "/sign-in/email": { window: 60, max: 30 }, "/change-password": { window: 60, max: 10 } },
    },
    advanced: {
      cookiePrefix: "loan-recovery",
      useSecureCookies: config.publicUrl.startsWith("https:"),
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
    },
    telemetry: { enabled: false },
    databaseHooks: {
      session: {
        create: {
          before: async (session) => {
            const user = await prisma.user.findUnique({ where: { id: session.userId } });
            if (user?.disabled) throw new APIError("FORBIDDEN", { message: "This account is disabled." });
          },
        },
      },
    },
  });
}

export type Auth = ReturnType<typeof openAuth>;
