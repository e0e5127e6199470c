mod broken;
mod whole;
