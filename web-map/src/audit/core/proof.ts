/** The light proof of work of the service: a counter such that SHA-256(nonce + counter) begins with so many zero bits. */
import { leadingZeros, sha256 } from "./sha256";

export interface Challenge {
  nonce: string;
  bits: number;
  expires: string;
}

export interface Proof {
  nonce: string;
  counter: number;
}

/** Looks through `batch` counters from `from` on; null where none of them fits. */
export function tryCounters({ nonce, bits }: Challenge, from: number, batch: number): Proof | null {
  for (let counter = from; counter < from + batch; counter++) {
    if (leadingZeros(sha256(nonce + counter)) >= bits) return { nonce, counter };
  }
  return null;
}

/** The proof, giving the page a breath between batches. */
export async function prove(challenge: Challenge, breathe: () => Promise<void>): Promise<Proof> {
  const batch = 4000;
  for (let from = 0; ; from += batch) {
    const proof = tryCounters(challenge, from, batch);
    if (proof) return proof;
    await breathe();
  }
}
