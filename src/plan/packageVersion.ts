/** Version of the package, as in package.json (a test holds them together). */
export const packageVersion = "0.1.0";
