// The parts that screens are made of: the classes of NL Design System, with the attributes that make them accessible.
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { pathOf } from '../router.ts';
import type { Problem } from '../problem.ts';
import { useTexts } from '../texts/index.ts';
import { Icon, type IconName } from './icons.tsx';

type Look = 'primary-action' | 'secondary-action' | 'subtle';

interface ButtonProps {
  look?: Look;
  icon?: IconName;
  flips?: boolean;
  iconAfter?: boolean;
  class?: string;
  children: ComponentChildren;
}

const buttonClass = (look: Look, more = '') => `utrecht-button utrecht-button--${look} ${more}`;

function inButton({ icon, flips, iconAfter, children }: ButtonProps) {
  const drawing = icon && <Icon name={icon} flips={flips ?? false} />;
  return (
    <>
      {!iconAfter && drawing}
      <span>{children}</span>
      {iconAfter && drawing}
    </>
  );
}

/** `busy`: it was pressed and is being done; it keeps the focus, and does nothing meanwhile. */
export function Button({
  look = 'secondary-action',
  busy = false,
  icon,
  flips,
  iconAfter,
  children,
  class: more,
  onClick,
  ...rest
}: ButtonProps & { busy?: boolean } & Omit<JSX.HTMLAttributes<HTMLButtonElement>, 'icon'> & {
    type?: 'button' | 'submit';
    'data-test'?: string;
  }) {
  return (
    <button
      type="button"
      class={buttonClass(look, `utrecht-button--html-button ${more ?? ''}`)}
      aria-disabled={busy || undefined}
      onClick={(event) => (busy ? event.preventDefault() : onClick?.(event))}
      {...rest}
    >
      {inButton({ icon, flips, iconAfter, children } as ButtonProps)}
    </button>
  );
}

/** Goes to another screen. */
export function LinkButton({ to, look = 'secondary-action', onClick, ...rest }: ButtonProps & { to: string[]; onClick?: () => void }) {
  const [screen, ...params] = to;
  return (
    <a class={buttonClass(look, `button-link ${rest.class ?? ''}`)} href={pathOf(screen!, ...params)} onClick={onClick}>
      {inButton(rest)}
    </a>
  );
}

/** The heading of a screen. It gets the focus when the screen comes, so that a screen reader begins there. */
export function Title({ children, id = 'title', lang }: { children: ComponentChildren; id?: string; lang?: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <h1 class="utrecht-heading-1" id={id} tabIndex={-1} ref={heading} lang={lang}>
      {children}
    </h1>
  );
}

export function Paragraph({ children, small = false, id }: { children: ComponentChildren; small?: boolean; id?: string }) {
  return <p id={id} class={small ? 'utrecht-paragraph utrecht-paragraph--small' : 'utrecht-paragraph'}>{children}</p>;
}

export function Section({ title, children, icon }: { title: string; children: ComponentChildren; icon?: IconName }) {
  return (
    <section class="card" aria-label={title}>
      <h2 class="utrecht-heading-2">{icon && <Icon name={icon} />} {title}</h2>
      {children}
    </section>
  );
}

type Tone = 'info' | 'ok' | 'warning' | 'error';
const toneIcon: Record<Tone, IconName> = { info: 'alert', ok: 'ok', warning: 'alert', error: 'alert' };

/** `live`: it came because of something that the user did, and is said at once. */
export function Alert({ tone, title, children, live = false }: {
  tone: Tone;
  title: string;
  children?: ComponentChildren;
  live?: boolean;
}) {
  return (
    <div class={`utrecht-alert utrecht-alert--${tone}`} role={live ? 'alert' : undefined}>
      <div class="utrecht-alert__icon"><Icon name={toneIcon[tone]} /></div>
      <div class="utrecht-alert__content">
        <p class="utrecht-paragraph alert-title">{title}</p>
        {children}
      </div>
    </div>
  );
}

/** What happened, what is safe, what to do. */
export function ProblemAlert({ problem, children }: { problem: Problem; children?: ComponentChildren }) {
  const t = useTexts();
  return (
    <div lang={problem.lang} dir={problem.lang === 'ar' ? 'rtl' : 'ltr'}>
      <Alert tone="error" title={problem.what} live>
        <p class="utrecht-paragraph"><b>{t.problem.safe}:</b> {problem.safe}</p>
        <p class="utrecht-paragraph"><b>{t.problem.todo}:</b> {problem.todo}</p>
        <p class="utrecht-paragraph utrecht-paragraph--small">{t.problem.technical}: <bdi>{problem.technical}</bdi></p>
        {children}
      </Alert>
    </div>
  );
}

interface TextFieldProps {
  id: string;
  label: string;
  help?: string | undefined;
  error?: string | undefined;
  value: string;
  onInput(value: string): void;
  onBlur?: () => void;
  type?: 'text' | 'password' | 'search' | 'date' | 'time';
  inputMode?: 'text' | 'numeric' | 'decimal' | 'search' | 'tel';
  autoComplete?: string;
  lang?: string;
  maxLength?: number;
}

export function TextField({ id, label, help, error, value, onInput, onBlur, type = 'text', ...rest }: TextFieldProps) {
  const describedBy = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class={`utrecht-form-field ${error ? 'utrecht-form-field--invalid' : ''}`}>
      <label class="utrecht-form-label" for={id}>{label}</label>
      {help && <p class="utrecht-form-field-description" id={`${id}-help`}>{help}</p>}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
      <input
        id={id}
        class={`utrecht-textbox utrecht-textbox--html-input ${error ? 'utrecht-textbox--invalid' : ''}`}
        dir={type === 'password' ? 'ltr' : 'auto'}
        type={type}
        value={value}
        autoComplete="off"
        autoCapitalize={type === 'password' ? 'off' : undefined}
        spellcheck={false}
        aria-describedby={describedBy || undefined}
        aria-invalid={error ? true : undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
        onBlur={onBlur}
        {...rest}
      />
    </div>
  );
}

export function FieldError({ id, children }: { id: string; children: ComponentChildren }) {
  return (
    <p class="utrecht-form-field-error-message field-error" id={id}>
      <Icon name="alert" /> <span>{children}</span>
    </p>
  );
}
