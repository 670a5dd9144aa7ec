/** A node of a parsed statement: an object whose one key is its kind, as the parser gives it. */
export type Node = Readonly<Record<string, unknown>>;

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Kind and content of a node. */
export function only(node: Node): readonly [string, Node] {
  const [entry] = Object.entries(node);
  if (entry === undefined) return ["", {}];
  return [entry[0], isNode(entry[1]) ? entry[1] : {}];
}

export function child(node: Node, key: string): Node {
  const value = node[key];
  return isNode(value) ? value : {};
}

export function optionalChild(node: Node, key: string): Node | undefined {
  const value = node[key];
  return isNode(value) ? value : undefined;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** The name in an identifier node, or the text itself. */
export function nameOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (!isNode(value)) return "";
  const { name } = value;
  if (typeof name === "string") return name;
  if (isNode(name)) return nameOf(name);
  const [, body] = only(value);
  return typeof body["name"] === "undefined" ? "" : nameOf(body["name"]);
}
