/** The folders of src/, highest first. */
export declare const layers: readonly string[];
/** The rules that hold each folder to them, as ESLint configuration. */
export declare const boundaries: readonly object[];
