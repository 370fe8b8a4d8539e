/** Converts a list of names in model/ to the enum object that registerEnumType expects. */
export function toEnum<const Names extends readonly string[]>(names: Names): { [Name in Names[number]]: Name } {
  return Object.fromEntries(names.map((name) => [name, name])) as { [Name in Names[number]]: Name };
}
