import type { PushToTalkModel, TalkingWhileMutedModel } from "../../lib/media/ports/call_types.ts";
import { attentionKinds, type AttentionModel } from "../../lib/media/space/attention.ts";
import { talkKeys } from "../../lib/media/voice/push_to_talk.ts";
import type { ArrivalsSaid } from "../call/arrivals_said.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { useSettingsWords } from "../messages/settings_words.ts";
import { Check } from "./Check.tsx";

/** The options of talking: push to talk, the hint while muted, and spoken joins and leaves. */
export function TalkingChecks(
  { talk, hint, arrivals, attention }: {
    talk: PushToTalkModel;
    hint: TalkingWhileMutedModel;
    arrivals: ArrivalsSaid;
    attention: AttentionModel;
  },
) {
  const words = useSettingsWords();
  const { call } = useCallWords();
  return (
    <div class="checks">
      <Check
        label={words.pushToTalk}
        isChecked={talk.isOn.value}
        onToggle={() => talk.update({ isOn: !talk.isOn.peek() })}
      />
      {talk.isOn.value && (
        <div class="check">
          <label for="talk-key">{words.talkKey}</label>
          <select
            id="talk-key"
            class="field"
            value={talk.key.value}
            onChange={({ currentTarget }) =>
              talk.update({ key: talkKeys.find((key) => key === currentTarget.value) })}
          >
            {talkKeys.map((key) => <option key={key} value={key}>{call.talkKeys[key]}</option>)}
          </select>
        </div>
      )}
      <Check
        label={words.tellsWhenMuted}
        isChecked={hint.isOn.value}
        onToggle={() => hint.setOn(!hint.isOn.peek())}
      />
      <Check
        label={words.saysArrivals}
        isChecked={arrivals.isOn.value}
        onToggle={() => arrivals.setOn(!arrivals.isOn.peek())}
      />
      <div class="check">
        <label for="attention">{words.attention}</label>
        <select
          id="attention"
          class="field"
          value={attention.kind.value}
          onChange={({ currentTarget }) =>
            attention.choose(
              attentionKinds.find((kind) => kind === currentTarget.value) ?? "sound",
            )}
        >
          {attentionKinds.map((kind) => (
            <option key={kind} value={kind}>{words.attentionKinds[kind]}</option>
          ))}
        </select>
      </div>
    </div>
  );
}
