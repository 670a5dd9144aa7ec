interface Counts {
  passed: number;
  failed: number;
}

/** Counts what held and what did not, and prints plain lines. */
export class Tally {
  readonly #say: (line: string) => void;
  readonly #counts: Counts;
  readonly #part: string;

  constructor(say: (line: string) => void, part = "", counts: Counts = { passed: 0, failed: 0 }) {
    this.#say = say;
    this.#part = part;
    this.#counts = counts;
  }

  /** The same counts, with lines that say which part they are of: parts run side by side. */
  of(part: string): Tally {
    return new Tally(this.#say, `${part}: `, this.#counts);
  }

  get failed(): number {
    return this.#counts.failed;
  }

  pass(): void {
    this.#counts.passed++;
  }

  fail(what: string, detail: readonly string[] = []): void {
    this.#counts.failed++;
    this.#say(`FAILED ${this.#part}${what}`);
    for (const line of detail) this.#say(`       ${line}`);
  }

  note(line: string): void {
    this.#say(`${this.#part}${line}`);
  }

  summary(): string {
    return `${this.#counts.passed} passed, ${this.#counts.failed} failed`;
  }
}
