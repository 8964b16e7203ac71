# A base image: Amazon Linux 2023, up to date, with what every service's instance has.

build {
  name    = "base"
  sources = ["source.amazon-ebs.image"]

  provisioner "shell" {
    except          = local.unreached_sources
    execute_command = "bash {{ .Path }}"
    inline          = ["mkdir -p /tmp/duotone"]
  }

  # The slash at its end says: what is in the folder, and not the folder itself.
  provisioner "file" {
    except      = local.unreached_sources
    source      = "${path.root}/scripts/base/files/"
    destination = "/tmp/duotone"
  }

  provisioner "shell" {
    except          = local.unreached_sources
    execute_command = local.as_root
    scripts = [
      "${path.root}/scripts/base/packages.sh",
      "${path.root}/scripts/base/user.sh",
      "${path.root}/scripts/base/install-files.sh",
      "${path.root}/scripts/base/agents.sh",
      "${path.root}/scripts/base/harden.sh",
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
