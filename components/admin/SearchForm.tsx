import { useRef } from "preact/hooks";
import { useAdminWords } from "../messages/admin_words.ts";

interface SearchFormProps {
  id: string;
  label: string;
  isBusy: boolean;
  onSearch(text: string): void;
}

/** One field, and a button beside it. */
export function SearchForm({ id, label, isBusy, onSearch }: SearchFormProps) {
  const words = useAdminWords();
  const field = useRef<HTMLInputElement>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    onSearch(field.current?.value.trim() ?? "");
  };
  return (
    <form class="admin-search" role="search" method="post" onSubmit={submit}>
      <label for={id}>{label}</label>
      <input ref={field} id={id} class="field" type="search" autocomplete="off" maxLength={200} />
      <button type="submit" class="button" aria-busy={isBusy}>{words.find}</button>
    </form>
  );
}
