# A service image: a base image with one service at one commit in it.

variable "service" {
  type        = string
  default     = ""
  description = "The service."
}

variable "commit" {
  type        = string
  default     = ""
  description = "The commit that the artifact was built from, 40 hexadecimal digits."
}

variable "artifact" {
  type        = string
  default     = ""
  description = "The service's build, a gzipped tar archive on this machine, with an executable `start` in its root."
}

build {
  name    = "service"
  sources = ["source.amazon-ebs.image"]

  provisioner "file" {
    except      = local.unreached_sources
    source      = var.artifact
    destination = "/tmp/duotone-artifact.tar.gz"
  }

  provisioner "file" {
    except      = local.unreached_sources
    source      = "${path.root}/scripts/service/duotone-service.service"
    destination = "/tmp/duotone-service.service"
  }

  provisioner "file" {
    except      = local.unreached_sources
    content     = "${jsonencode({ service = var.service, commit = var.commit })}\n"
    destination = "/tmp/duotone-image.json"
  }

  provisioner "shell" {
    except          = local.unreached_sources
    execute_command = local.as_root
    scripts = [
      "${path.root}/scripts/service/unpack.sh",
      "${path.root}/scripts/service/unit.sh",
      "${path.root}/scripts/service/close-ssh.sh",
      "${path.root}/scripts/common/list-packages.sh",
      "${path.root}/scripts/common/forget.sh",
    ]
  }

  provisioner "file" {
    except      = local.unlisted_sources
    direction   = "download"
    source      = "/etc/duotone/packages.txt"
    destination = var.packages_file
  }

  post-processor "manifest" {
    output = var.manifest
  }
}
