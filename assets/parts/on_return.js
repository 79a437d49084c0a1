// Tells the server when somebody comes back to this tab: what it shows may be old.
import { useEffect, useRef } from "react";

const AWAY = 5000;

export function OnReturn({ onReturn }) {
  const told = useRef(onReturn);
  told.current = onReturn;
  useEffect(() => {
    let left = null;
    const change = () => {
      if (document.hidden) left = Date.now();
      else if (left !== null && Date.now() - left > AWAY) { left = null; told.current?.(); }
    };
    document.addEventListener("visibilitychange", change);
    return () => document.removeEventListener("visibilitychange", change);
  }, []);
  return null;
}
