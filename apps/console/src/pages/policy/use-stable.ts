import { useCallback, useLayoutEffect, useRef } from "react";

/** A handler that stays the same between renders and calls the newest one: for parts that must not be drawn again. */
export function useStable<A extends unknown[]>(handler: (...values: A) => void): (...values: A) => void {
  const newest = useRef(handler);
  useLayoutEffect(() => {
    newest.current = handler;
  });
  return useCallback((...values: A) => newest.current(...values), []);
}
