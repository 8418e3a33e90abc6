import { useData } from "vitepress";
import { defineComponent, h, onMounted, shallowRef, useId, watch } from "vue";

/** Draws a Mermaid diagram in the browser, in the colours of the page; until then its source is there to be read. */
export const Mermaid = defineComponent({
  props: { code: { type: String, required: true } },
  setup(props) {
    const { isDark } = useData();
    const id = `mermaid-${useId()}`;
    const svg = shallowRef<string>();
    const source = () => decodeURIComponent(props.code);
    async function draw() {
      const { default: mermaid } = await import("mermaid");
      mermaid.initialize({
        startOnLoad: false,
        securityLevel: "strict",
        theme: isDark.value ? "dark" : "neutral",
        // Long messages are broken into lines: a wide diagram is shrunk to the page, and its letters with it.
        sequence: { wrap: true, width: 165, height: 48, actorMargin: 20, diagramMarginX: 0 },
      });
      svg.value = (await mermaid.render(id, source())).svg;
    }
    onMounted(draw);
    watch([isDark, () => props.code], draw);
    return () =>
      svg.value ? h("div", { class: "mermaid", innerHTML: svg.value }) : h("pre", { class: "mermaid" }, source());
  },
});
