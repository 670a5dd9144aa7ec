/** Counts what held and what did not, and prints plain lines. */
export class Tally {
  readonly #say: (line: string) => void;
  #passed = 0;
  #failed = 0;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  get failed(): number {
    return this.#failed;
  }

  pass(): void {
    this.#passed++;
  }

  fail(what: string, detail: readonly string[] = []): void {
    this.#failed++;
    this.#say(`FAILED ${what}`);
    for (const line of detail) this.#say(`       ${line}`);
  }

  note(line: string): void {
    this.#say(line);
  }

  summary(): string {
    return `${this.#passed} passed, ${this.#failed} failed`;
  }
}
