/** What whoever is not signed in adds to something sent: the key of the device, and a proof of work. */
import { type Challenge, type Proof, prove } from "../../audit/core/proof";
import { Keep, deviceStorage } from "../../audit/app/keep";
import type { Session } from "../../checklist/api";
import type { Desk } from "./desk";

export async function proofOf(desk: Desk): Promise<{ proof?: Proof }> {
  return isSignedIn(desk.session) ? {} : proved(desk);
}

/** A proof whoever asks: a paper is somebody else's, so who types it in has no account for it. */
export async function proved({ api }: Desk): Promise<{ proof: Proof }> {
  const challenge = await api.get<Challenge>("challenge");
  return { proof: await prove(challenge, () => new Promise((done) => setTimeout(done))) };
}

/** The key by which one person counts once: the same that the form uses on this device. */
export function deviceOf({ session }: Desk): { device?: string } {
  if (isSignedIn(session)) return {};
  const keep = new Keep(deviceStorage());
  keep.change((kept) => ({ device: kept.device }));
  return { device: keep.all.device };
}

function isSignedIn({ account }: Session): boolean {
  return account !== null && account !== undefined;
}
