/** RFC 4180: a field with a comma, a quote or a line break stands in quotes, and its quotes are doubled. */
export const quoted = (field: string): string => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)
