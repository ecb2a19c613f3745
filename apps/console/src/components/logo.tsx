/** The mark: a curve that turns upwards. */
export function Logo({ size = 30 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#146b66" />
      <path
        d="M7.5 12.5c3 7.5 7 9.5 10 6.5l6.5-8"
        fill="none"
        stroke="#f4d492"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <path
        d="M18.6 9.8 24.5 10l.5 5.9"
        fill="none"
        stroke="#f4d492"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
