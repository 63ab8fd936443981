/** What whoever is not signed in adds to something sent: a proof of work. */
import { type Challenge, type Proof, prove } from "../../audit/core/proof";
import type { Desk } from "./desk";

export async function proofOf({ api, session }: Desk): Promise<{ proof?: Proof }> {
  if (session.role !== "public") return {};
  const challenge = await api.get<Challenge>("challenge");
  return { proof: await prove(challenge, () => new Promise((done) => setTimeout(done))) };
}
