#!/usr/bin/env node
// Kept to syntax that every Node understands: it must be able to say that this Node is too old.
"use strict";

var needed = [22, 12];
var parts = process.versions.node.split(".").map(Number);

if (parts[0] < needed[0] || (parts[0] === needed[0] && parts[1] < needed[1])) {
  process.stderr.write(
    "fixloop needs Node " +
      needed.join(".") +
      " or newer; this is Node " +
      process.versions.node +
      ".\n" +
      "  In a checkout:   npm ci && npm start          (brings its own Node)\n" +
      "  Anywhere else:   install Node " +
      needed.join(".") +
      " or newer from https://nodejs.org/en/download\n",
  );
  process.exitCode = 2;
} else {
  require("node:module").enableCompileCache();
  var path = require("node:path");
  var source = path.join(__dirname, "..", "src", "cli", "main.ts");
  // A checkout runs its sources as they are (Node strips the types); the package ships them compiled.
  var entry = require("node:fs").existsSync(source)
    ? source
    : path.join(__dirname, "..", "dist", "cli", "main.js");
  import(require("node:url").pathToFileURL(entry).href).then(function (cli) {
    return cli.main(process.argv.slice(2));
  });
}
