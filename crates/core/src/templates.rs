//! Starting points for a draft. Images are pinned to a version; prices are caps in uact per block.

use contract::{TemplateView, TemplatesView};

const TEMPLATES: [(&str, &str, &str, &str, &str); 5] = [
    (
        "vllm",
        "vLLM",
        "An OpenAI-compatible server for one language model.",
        "1 × rtx4090, a100 or h100",
        include_str!("../templates/vllm.yaml"),
    ),
    (
        "ollama",
        "Ollama",
        "Runs and serves open models, with a volume that keeps them.",
        "1 × rtx4090, rtx3090 or a100",
        include_str!("../templates/ollama.yaml"),
    ),
    (
        "comfyui",
        "ComfyUI",
        "Draw image pipelines in the browser.",
        "1 × rtx4090 or rtx3090",
        include_str!("../templates/comfyui.yaml"),
    ),
    (
        "jupyter",
        "Jupyter with GPU",
        "Notebooks with PyTorch and CUDA.",
        "1 × any nvidia",
        include_str!("../templates/jupyter.yaml"),
    ),
    (
        "nginx",
        "Web page",
        "A small web server without a GPU, to try things out.",
        "",
        include_str!("../templates/nginx.yaml"),
    ),
];

pub(crate) fn view() -> TemplatesView {
    let template = |(id, name, summary, gpu, text): (&str, &str, &str, &str, &str)| TemplateView {
        id: id.into(),
        name: name.into(),
        summary: summary.into(),
        gpu: gpu.into(),
        text: text.into(),
    };
    TemplatesView {
        templates: TEMPLATES.into_iter().map(template).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_can_be_deployed() {
        for template in view().templates {
            let spec = crate::spec::read(&template.text)
                .unwrap_or_else(|e| panic!("{}: {e}", template.id));
            assert_eq!(spec.groups.len(), 1, "{}", template.id);
            assert!(!crate::gpus::wanted(&spec.groups[0]).is_empty() || template.gpu.is_empty());
        }
    }
}
