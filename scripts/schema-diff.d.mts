/** The SQL from the migrations (or from nothing) to the schema; empty where they agree. */
export function schemaDiff(options?: { fromEmpty?: boolean; schema?: string }): Promise<string>;
