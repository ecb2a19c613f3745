import { Ctx, Field, ObjectType, Query, Resolver } from "type-graphql";
import type { Context } from "./context.js";
import { version } from "./version.js";

@ObjectType({ description: "How this installation is set up." })
class Settings {
  @Field({ description: "ISO 4217 code of every amount." })
  currency: string;

  @Field({ description: "IANA zone in which days begin and end." })
  timeZone: string;

  @Field()
  version: string;
}

@Resolver()
export class SettingsResolver {
  @Query(() => Settings)
  settings(@Ctx() { config }: Context): Settings {
    return { currency: config.currency, timeZone: config.timeZone, version };
  }
}
