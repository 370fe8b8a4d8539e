/** The object that registerEnumType wants, made of the one list of names in model/. */
export function toEnum<const Names extends readonly string[]>(names: Names): { [Name in Names[number]]: Name } {
  return Object.fromEntries(names.map((name) => [name, name])) as { [Name in Names[number]]: Name };
}
