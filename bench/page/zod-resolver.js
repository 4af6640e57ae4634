/** What `@hookform/resolvers/zod` does, for the one schema of the page beside ours. */
export const zodResolver = (schema) => (values) => {
  const read = schema.safeParse(values);
  if (read.success) return { values: read.data, errors: {} };
  const errors = {};
  for (const { path, message } of read.error.issues) errors[path[0]] ??= { type: 'zod', message };
  return { values: {}, errors };
};
