# What both kinds of image have in common: the build instance and how the image is made of it. `base.pkr.hcl` and
# `service.pkr.hcl` say what is done on the instance; Packer reads the three files together and builds one kind at a time.

packer {
  required_version = "~> 1.15.1"

  required_plugins {
    amazon = {
      source  = "github.com/hashicorp/amazon"
      version = "= 1.3.2"
    }
  }
}

variable "region" {
  type        = string
  description = "Region in which the image is made."
}

variable "architecture" {
  type        = string
  description = "Processor architecture, in AWS's words."

  validation {
    condition     = contains(["x86_64", "arm64"], var.architecture)
    error_message = "The architecture must be x86_64 or arm64."
  }
}

variable "source_ami" {
  type        = string
  description = "Image that the build instance starts from: Amazon Linux 2023 for a base image, a base image for a service's."

  validation {
    condition     = can(regex("^ami-[0-9a-f]+$", var.source_ami))
    error_message = "The source image must be an id such as ami-0123456789abcdef0."
  }
}

variable "image_name" {
  type        = string
  description = "Name of the image. It contains the content key, so that the same content cannot be made twice under two names."
}

variable "description" {
  type        = string
  description = "What the image is, for people."
}

variable "tags" {
  type        = map(string)
  description = "Tags of everything that the build makes, so that what a killed build leaves behind can be found."
}

variable "manifest" {
  type        = string
  description = "File that Packer writes the image's id to."
}

variable "packages_file" {
  type        = string
  default     = ""
  description = "File that the list of the image's packages is downloaded to, one a line; empty where nobody wants it."
}

variable "kms_key_id" {
  type        = string
  default     = ""
  description = "Key of the root volume; empty for the account's EBS key, whose images no other account can use."
}

variable "instance_profile" {
  type        = string
  default     = ""
  description = "Instance profile of the build instance. Session Manager needs it; see AmazonSSMManagedInstanceCore."
}

variable "subnet_id" {
  type        = string
  default     = ""
  description = "Subnet of the build instance; empty for the default network. It needs a way out, to AWS and to the package mirror."
}

variable "root_volume_gib" {
  type        = number
  default     = 16
  description = "Size of the root volume in GiB. A service image's may not be smaller than its base image's."
}

variable "communicator" {
  type        = string
  default     = "ssh"
  description = "How the instance is reached: ssh, through Session Manager, or none where no machine boots and nothing is provisioned."

  validation {
    condition     = contains(["ssh", "none"], var.communicator)
    error_message = "The communicator must be ssh or none."
  }
}

# The AWS SDK inside Packer's plugin is older than the standard variable and does not read it.
variable "ec2_endpoint" {
  type        = string
  default     = env("AWS_ENDPOINT_URL")
  description = "URL of EC2 where it is not the public one."
}

locals {
  instance_types = {
    x86_64 = "t3.medium"
    arm64  = "t4g.medium"
  }

  reached = var.communicator != "none"

  # Provisioners name the sources that they leave out: all, where the instance cannot be reached.
  unreached_sources = local.reached ? [] : ["amazon-ebs.image"]

  unlisted_sources = var.packages_file != "" ? local.unreached_sources : ["amazon-ebs.image"]

  # Variables are set for root, and no script needs the execute bit.
  as_root = "sudo env {{ .Vars }} bash {{ .Path }}"
}

source "amazon-ebs" "image" {
  region              = var.region
  custom_endpoint_ec2 = var.ec2_endpoint

  source_ami           = var.source_ami
  instance_type        = local.instance_types[var.architecture]
  iam_instance_profile = var.instance_profile
  subnet_id            = var.subnet_id

  # Through Session Manager no port is open: Packer's temporary security group then has no inbound rule.
  communicator              = var.communicator
  ssh_username              = "ec2-user"
  ssh_interface             = local.reached ? "session_manager" : ""
  ssh_timeout               = "10m"
  ssh_clear_authorized_keys = true

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  # Encrypted from its first byte: a copy that encrypts would leave a clear snapshot behind.
  launch_block_device_mappings {
    device_name           = "/dev/xvda"
    volume_type           = "gp3"
    volume_size           = var.root_volume_gib
    encrypted             = true
    kms_key_id            = var.kms_key_id
    delete_on_termination = true
  }

  ami_name        = var.image_name
  ami_description = var.description
  imds_support    = "v2.0"

  tags            = var.tags
  snapshot_tags   = var.tags
  run_tags        = var.tags
  run_volume_tags = var.tags

  # Thirty minutes. Named here, because Packer would else take AWS_MAX_ATTEMPTS, which for SDKs means retries, as its patience.
  aws_polling {
    delay_seconds = 10
    max_attempts  = 180
  }
}
