/** SHA-256 (FIPS 180-4) of short ASCII messages, for the proof of work: Web Crypto answers one digest a task, too slow. */
const K = constants();

/** The digest as eight words. */
export function sha256(message: string): Uint32Array {
  const blocks = Math.ceil((message.length + 9) / 64);
  const words = new Uint32Array(blocks * 16);
  for (let i = 0; i < message.length; i++) words[i >> 2]! |= message.charCodeAt(i) << (24 - (i % 4) * 8);
  words[message.length >> 2]! |= 0x80 << (24 - (message.length % 4) * 8);
  words[words.length - 1] = message.length * 8;
  const state = Uint32Array.of(
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
  );
  const w = new Uint32Array(64);
  for (let block = 0; block < words.length; block += 16) compress(state, w, words, block);
  return state;
}

/** How many zero bits a digest begins with. */
export function leadingZeros(digest: Uint32Array): number {
  let bits = 0;
  for (const word of digest) {
    bits += Math.clz32(word);
    if (word !== 0) break;
  }
  return bits;
}

function compress(state: Uint32Array, w: Uint32Array, words: Uint32Array, block: number): void {
  for (let i = 0; i < 16; i++) w[i] = words[block + i]!;
  for (let i = 16; i < 64; i++) {
    const early = w[i - 15]!;
    const late = w[i - 2]!;
    const s0 = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    const s1 = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    w[i] = w[i - 16]! + s0 + w[i - 7]! + s1;
  }
  let a = state[0]!, b = state[1]!, c = state[2]!, d = state[3]!, e = state[4]!, f = state[5]!, g = state[6]!, h = state[7]!;
  for (let i = 0; i < 64; i++) {
    const t1 = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i]! + w[i]!) | 0;
    const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0]! += a;
  state[1]! += b;
  state[2]! += c;
  state[3]! += d;
  state[4]! += e;
  state[5]! += f;
  state[6]! += g;
  state[7]! += h;
}

function turn(value: number, by: number): number {
  return (value >>> by) | (value << (32 - by));
}

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
function constants(): Uint32Array {
  const out = new Uint32Array(64);
  for (let candidate = 2, found = 0; found < 64; candidate++) {
    let prime = true;
    for (let by = 2; by * by <= candidate; by++) if (candidate % by === 0) prime = false;
    if (prime) out[found++] = (Math.cbrt(candidate) % 1) * 2 ** 32;
  }
  return out;
}
