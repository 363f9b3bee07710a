// A form over records for as long as a screen shows it.
import { useEffect, useState } from 'preact/hooks';
import { Form } from '../form.ts';
import { problemOf, type Problem } from '../problem.ts';
import { session } from '../session.ts';

export interface Opened {
  form: Form | undefined;
  /** Looked for and not found. */
  missing: boolean;
  problem: Problem | undefined;
  /** Draws again after something was saved. */
  refresh: () => void;
}

export function useForm(...given: (string | undefined)[]): Opened {
  const ids = given.filter((id) => id !== undefined);
  const [state, setState] = useState<{ form?: Form; missing: boolean; problem?: Problem }>({ missing: false });
  const [, again] = useState({});
  useEffect(() => {
    let current = true;
    let opened: Form | undefined;
    const store = session.value?.store;
    setState({ missing: false });
    if (store && ids[0])
      Form.open(store, ids).then(
        (form) => {
          opened = form;
          if (!current) void form?.close();
          else setState(form ? { form, missing: false } : { missing: true });
        },
        (error: unknown) => current && session.value?.store === store && setState({ missing: false, problem: problemOf(error) }),
      );
    return () => {
      current = false;
      void opened?.close();
    };
  }, [ids.join()]);
  return { form: state.form, missing: state.missing, problem: state.problem, refresh: () => again({}) };
}
