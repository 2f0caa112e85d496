/** The logo: a yard from above, which is also the letter ㅁ of 마당, with a lantern. */
export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect x="4" y="4" width="24" height="24" rx="6" class="logo-yard" />
      <circle cx="21" cy="11" r="3" class="logo-lantern" />
    </svg>
  );
}
