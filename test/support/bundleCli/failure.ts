/** What the stand-in says on stderr before it exits with 1. */
export class Failure extends Error {}
