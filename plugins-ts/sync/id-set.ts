import type { RecordId } from './record';

/**
 * Ids of rows, in as few bytes as they have: sixteen megabytes for a million rows, where a set of texts takes hundreds.
 * Made for many that are added, and then asked about. What is no GUID is kept as it is.
 */
export class IdSet {
  /** By the last byte, which is evenly spread in ids of any kind: none becomes long when it is put in order. */
  readonly #parts = new Map<number, Part>();
  readonly #others = new Set<string>();

  add(id: RecordId): void {
    const words = wordsOf(id);
    if (words === null) {
      this.#others.add(id);
      return;
    }
    const at = partOf(words);
    const part = this.#parts.get(at) ?? new Part();
    this.#parts.set(at, part);
    part.add(words);
  }

  has(id: RecordId): boolean {
    const words = wordsOf(id);
    if (words === null) return this.#others.has(id);
    return this.#parts.get(partOf(words))?.has(words) ?? false;
  }
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Of 32 bits. */
const WORDS = 4;

type Words = readonly [number, number, number, number];

function wordsOf(id: RecordId): Words | null {
  if (!GUID.test(id)) return null;
  const word = (digits: string): number => Number.parseInt(digits, 16);
  return [
    word(id.slice(0, 8)),
    word(id.slice(9, 13) + id.slice(14, 18)),
    word(id.slice(19, 23) + id.slice(24, 28)),
    word(id.slice(28)),
  ];
}

const partOf = (words: Words): number => words[3] % 256;

/** Ids one after the other, in order once somebody asks. */
class Part {
  #words = new Uint32Array(64 * WORDS);
  #count = 0;
  #isInOrder = true;

  add(words: Words): void {
    if (this.#words.length === this.#count * WORDS) this.#grow();
    this.#words.set(words, this.#count * WORDS);
    this.#count += 1;
    this.#isInOrder = false;
  }

  has(words: Words): boolean {
    if (!this.#isInOrder) this.#order();
    let from = 0;
    let to = this.#count;
    while (from < to) {
      const middle = (from + to) >> 1;
      const comparison = this.#compare(middle, words);
      if (comparison === 0) return true;
      if (comparison < 0) from = middle + 1;
      else to = middle;
    }
    return false;
  }

  /** By a quarter only: what is not needed is memory as well. */
  #grow(): void {
    const larger = new Uint32Array(Math.ceil((this.#count * 5) / 4) * WORDS);
    larger.set(this.#words);
    this.#words = larger;
  }

  #order(): void {
    const places = Uint32Array.from({ length: this.#count }, (_, at) => at);
    places.sort((one, other) => this.#compare(one, this.#at(other)));
    const ordered = new Uint32Array(this.#count * WORDS);
    places.forEach((place, at) => ordered.set(this.#at(place), at * WORDS));
    this.#words = ordered;
    this.#isInOrder = true;
  }

  #at(place: number): Words {
    const [first = 0, second = 0, third = 0, fourth = 0] = this.#words.subarray(place * WORDS, (place + 1) * WORDS);
    return [first, second, third, fourth];
  }

  #compare(place: number, words: Words): number {
    for (let word = 0; word < WORDS; word += 1) {
      const difference = (this.#words[place * WORDS + word] ?? 0) - words[word]!;
      if (difference !== 0) return difference;
    }
    return 0;
  }
}
