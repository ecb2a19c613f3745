import { Ctx, Field, ObjectType, Query, Resolver } from "type-graphql";
import type { Context } from "./context.js";
import { FourEyes } from "./policies/drafts.type.js";
import { readFourEyes } from "./policies/four-eyes.js";
import { version } from "./version.js";

@ObjectType({ description: "How this installation is set up." })
class Settings {
  @Field({ description: "ISO 4217 code of every amount." })
  currency: string;

  @Field({ description: "IANA zone in which days begin and end." })
  timeZone: string;

  @Field()
  version: string;

  @Field(() => FourEyes)
  fourEyes: FourEyes;
}

@Resolver()
export class SettingsResolver {
  @Query(() => Settings)
  async settings(@Ctx() { config, sql, actor }: Context): Promise<Settings> {
    const { currency, timeZone } = config;
    return { currency, timeZone, version, fourEyes: await readFourEyes(sql, actor) };
  }
}
