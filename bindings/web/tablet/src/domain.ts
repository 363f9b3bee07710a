// The schema pack as the screens need it: what a field is called, of which type it is and what it may be.
import type { Language, Store } from '@wegwijs/client';

export interface Code {
  code: string;
  label: string;
}

export interface Field {
  entity: string;
  name: string;
  label: string;
  type: string;
  elements?: string;
  required: boolean;
  read: boolean;
  write: boolean;
  values: Code[];
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  moves?: Record<string, string[]>;
}

interface Labelled {
  label: { nl: string; en: string };
}
interface PackField extends Labelled {
  name: string;
  values?: (Labelled & { code: string })[];
  elements?: string;
  max_length?: number;
  minimum?: number;
  maximum?: number;
  moves?: Record<string, string[]>;
}
interface Pack {
  name: string;
  version: number;
  entities: { name: string; fields: PackField[] }[];
}

export class Domain {
  private constructor(
    readonly version: number,
    private readonly entities: Map<string, Map<string, Field>>,
  ) {}

  /** What the user's role works with. */
  static async load(store: Store, language: Language = 'nl'): Promise<Domain> {
    const pack = (await store.pack()) as Pack;
    const entities = new Map<string, Map<string, Field>>();
    for (const { name } of await store.entities(language)) {
      const told = pack.entities.find((one) => one.name === name);
      const fields = (await store.fields(name, language)).map((view) => {
        const more = told?.fields.find((one) => one.name === view.name);
        return fieldOf(name, view, more, language);
      });
      entities.set(name, new Map(fields.map((field) => [field.name, field])));
    }
    return new Domain(pack.version, entities);
  }

  has(entity: string): boolean {
    return this.entities.has(entity);
  }
  fields(entity: string): Field[] {
    return [...(this.entities.get(entity)?.values() ?? [])];
  }
  field(entity: string, name: string): Field | undefined {
    return this.entities.get(entity)?.get(name);
  }
  /** What a value is called; the value itself where it has no name. */
  label(entity: string, name: string, code: unknown): string {
    const text = String(code ?? '');
    return this.field(entity, name)?.values.find((one) => one.code === text)?.label ?? text;
  }
}

function fieldOf(
  entity: string,
  view: { name: string; label: string; type: string; required: boolean; read: boolean; write: boolean },
  more: PackField | undefined,
  language: Language,
): Field {
  return {
    entity,
    name: view.name,
    label: view.label,
    type: view.type,
    required: view.required,
    read: view.read,
    write: view.write,
    values: (more?.values ?? []).map(({ code, label }) => ({ code, label: label[language] || code })),
    ...(more?.elements !== undefined && { elements: more.elements }),
    ...(more?.max_length !== undefined && { maxLength: more.max_length }),
    ...(more?.minimum !== undefined && { minimum: more.minimum }),
    ...(more?.maximum !== undefined && { maximum: more.maximum }),
    ...(more?.moves !== undefined && { moves: more.moves }),
  };
}
