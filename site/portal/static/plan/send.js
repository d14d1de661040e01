// Sends a link by what the device has for it, else copies it.

// Whether it was "sent" (or somebody thought better of it), "copied", or neither: then it is to be copied by hand.
export async function send(url) {
  if (navigator.share) {
    try {
      await navigator.share({ title: document.title, url });
      return "sent";
    } catch (problem) {
      if (problem.name === "AbortError") return "sent";
    }
  }
  try {
    await navigator.clipboard.writeText(url);
    return "copied";
  } catch {
    return "";
  }
}
