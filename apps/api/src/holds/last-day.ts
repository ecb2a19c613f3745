import { factsInForce } from "@loan-recovery/ml-core/strategy/contact/can-contact";
import { isKnownZone } from "@loan-recovery/ml-core/strategy/contact/zones";

/**
 * Whether a hold's last day is over where the borrower is; where that is not known, where the installation is.
 * @param lastDay YYYY-MM-DD
 * @param now milliseconds since 1970 UTC
 */
export function hasEnded(
  lastDay: string,
  zone: string | null,
  installationZone: string,
  now: number,
): boolean {
  const timeZone = zone !== null && isKnownZone(zone) ? zone : installationZone;
  return factsInForce({ holds: [{ fact: "BREATHING_SPACE", until: lastDay }], timeZone }, now).length === 0;
}
