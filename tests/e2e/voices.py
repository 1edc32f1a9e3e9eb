"""A device with voices, for a browser that has none: what is given to a voice is noted, and spoken word by word."""

from __future__ import annotations

import json

DEVICE = """
(() => {
  const voices = %s;
  window.spoken = [];
  class Utterance { constructor(text) { this.text = text; } }
  const synth = {
    speaking: null,
    getVoices: () => voices,
    speak(words) {
      window.spoken.push({ text: words.text.replace(/\\s+/g, " ").trim(), voice: words.voice.name });
      synth.speaking = words;
    },
    cancel() { synth.speaking = null; },
    say(word) {
      const charIndex = synth.speaking.text.indexOf(word);
      synth.speaking.onboundary({ name: "word", charIndex, charLength: word.length });
    },
    end() { const ended = synth.speaking; synth.speaking = null; ended.onend(); },
    endAll() { while (synth.speaking) synth.end(); },
  };
  Object.defineProperty(window, "speechSynthesis", { value: synth });
  window.SpeechSynthesisUtterance = Utterance;
})();
"""
AWAY = {"name": "Far away", "lang": "en-GB", "localService": False, "default": True}
ENGLISH = {"name": "Own English", "lang": "en_GB", "localService": True, "default": False}
POLISH = {"name": "Own Polish", "lang": "pl-PL", "localService": True, "default": False}


def device(*voices: dict[str, object]) -> str:
    """The script that puts such a device into a page before anything else runs."""
    return DEVICE % json.dumps(voices)
