/** The modules of the Python package `fixloop_runtime`: path from the folder of the package, such as `landing.py` → text. */
export type RuntimeFiles = ReadonlyMap<string, string>;

/** Folder of the bundle that the notebooks put on Python's path. */
export const runtimeFolder = "notebooks-gen";

/**
 * The package next to the notebooks, by path from the folder of the project. A module that begins with the header of a
 * notebook would become one in the workspace, and could not be imported.
 */
export function runtimePackageFiles(runtime: RuntimeFiles): ReadonlyMap<string, string> {
  const misread = [...runtime].find(([, text]) => text.startsWith("# Databricks notebook source"));
  if (misread !== undefined) throw new TypeError(`bundle: the module ${misread[0]} looks like a notebook`);
  if (!runtime.has("__init__.py")) throw new TypeError("bundle: the package fixloop_runtime is missing");
  return new Map([...runtime].map(([path, text]) => [`${runtimeFolder}/fixloop_runtime/${path}`, text]));
}
