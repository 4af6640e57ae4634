// The page as it is usually made: React, react-hook-form with a zod schema, one bundle, one style sheet.

import { createRoot } from 'react-dom/client';
import { useForm } from 'react-hook-form';
import * as z from 'zod';
import { zodResolver } from './zod-resolver.js';

const schema = z.object({
  given_name: z.string().min(1).max(60),
  family_name: z.string().min(1).max(60),
  birthdate: z.iso.date(),
  relationship: z.enum(['spouse', 'partner', 'child', 'parent', 'other']),
});

const Field = ({ label, name, error, children }) => (
  <div>
    <label htmlFor={name}>{label}</label>
    {children}
    {error && <span role="alert">{error.message}</span>}
  </div>
);

const Form = () => {
  const { register, handleSubmit, formState } = useForm({ resolver: zodResolver(schema) });
  const { errors, isSubmitting } = formState;
  const send = (values) =>
    fetch('/api/people', {
      method: 'POST',
      body: JSON.stringify(values),
      headers: { 'content-type': 'application/json' },
    });
  return (
    <main>
      <h1>Add someone to your account</h1>
      <form onSubmit={handleSubmit(send)} noValidate>
        <Field label="First name" name="given_name" error={errors.given_name}>
          <input autoComplete="given-name" id="given_name" {...register('given_name')} />
        </Field>
        <Field label="Last name" name="family_name" error={errors.family_name}>
          <input autoComplete="family-name" id="family_name" {...register('family_name')} />
        </Field>
        <Field label="Date of birth" name="birthdate" error={errors.birthdate}>
          <input type="date" id="birthdate" {...register('birthdate')} />
        </Field>
        <Field label="Relationship" name="relationship" error={errors.relationship}>
          <select id="relationship" {...register('relationship')}>
            {schema.shape.relationship.options.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </Field>
        <button type="submit" disabled={isSubmitting}>
          Add to my account
        </button>
      </form>
    </main>
  );
};

createRoot(document.getElementById('root')).render(<Form />);
