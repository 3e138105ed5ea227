import { createCanvas, loadImage } from '@napi-rs/canvas';
import { writeFileSync } from 'node:fs';
const [out, cols, scale, ...files] = process.argv.slice(2);
const ims=[];for(const f of files) ims.push(await loadImage(f));
const s=Number(scale),n=Number(cols);const w=Math.max(...ims.map(i=>i.width))*s,h=Math.max(...ims.map(i=>i.height))*s;
const c=createCanvas(Math.round(w*n),Math.round(h*Math.ceil(ims.length/n)));const x=c.getContext('2d');x.fillStyle='#888';x.fillRect(0,0,c.width,c.height);
ims.forEach((im,i)=>x.drawImage(im,(i%n)*w+2,Math.floor(i/n)*h+2,im.width*s-4,im.height*s-4));
writeFileSync(out,await c.encode('png'));console.log(c.width,c.height)
